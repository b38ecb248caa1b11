/** Where letters belong to what has the focus. A check mark has no use for them. */
const OWN_KEYS = "input:not([type=checkbox]), textarea, select, [role=dialog], [role=alertdialog], [role=menu]"

/** Whether a key was pressed in a field, a dialog or a menu, and is not meant for the page. */
export const isElsewhere = ({ target }: KeyboardEvent): boolean => (target as HTMLElement).closest(OWN_KEYS) !== null
