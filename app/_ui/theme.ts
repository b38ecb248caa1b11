/** Which theme a person chose on this device; the system's where they chose none. */
export type Theme = "system" | "light" | "dark"

export const THEME_COOKIE = "awc-theme"
const YEAR_SECONDS = 31_536_000

/** Reads the cookie, which is anybody's text. */
export const readTheme = (text: string | undefined): Theme => (text === "light" || text === "dark" ? text : "system")

/** Shows the page in a theme, and every later one. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  const age = theme === "system" ? 0 : YEAR_SECONDS
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox.
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax`
}
