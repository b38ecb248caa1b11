import { scanStates } from "@/lib/db/states"
import type { Field } from "@/lib/query/fields"

/** What scans are found by, in the grammar of the inventory's search. A word is found in account, id and who started it. */
export const scanFields: readonly Field[] = [
  {
    ...{
      name: "state",
      label: "State",
      kind: "choice",
      column: "state",
      help: "How it stands",
      example: "state:partial",
    },
    choices: Object.fromEntries(scanStates.map((state) => [state, state === "success" ? "Complete" : "As it says"])),
  },
  {
    ...{ name: "account", label: "Account", kind: "whole", column: "account_id" },
    ...{ help: "The account's number or name", example: "account:shop-prod" },
  },
  {
    ...{ name: "by", label: "Started by", kind: "anywhere", column: "requested_by" },
    ...{ help: "Anywhere in who started it", example: "by:ines" },
  },
  { name: "id", label: "Id", kind: "anywhere", column: "id", help: "Anywhere in the id", example: "id:0c2f" },
  {
    ...{ name: "type", label: "Type", kind: "whole", column: "resource_types" },
    ...{ help: "A resource type that it was asked for", example: "type:rds" },
  },
  {
    ...{ name: "region", label: "Region", kind: "whole", column: "regions" },
    ...{ help: "A region that it was asked for", example: "region:eu-*" },
  },
  {
    ...{ name: "started", label: "Started", kind: "time", column: "created_at" },
    ...{ help: "When it was started", example: "started:<7d" },
  },
  {
    ...{ name: "ended", label: "Ended", kind: "time", column: "ended_at" },
    ...{ help: "When it ended", example: "ended:>=2026-11-01" },
  },
  {
    ...{ name: "found", label: "Found", kind: "number", column: "found" },
    ...{ help: "How many resources it found", example: "found:>1000" },
  },
]
