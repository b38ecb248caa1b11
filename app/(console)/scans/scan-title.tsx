import { Account } from "@/app/_ui/account"

/** What a scan is of: an account by its name, an organisation, or an account that is not known yet. */
export function ScanTitle({
  scan,
}: {
  scan: { account_id: string | null; is_organisation: boolean; connection_name: string | null }
}) {
  if (scan.is_organisation) return scan.connection_name ?? "an organisation"
  return scan.account_id ? <Account id={scan.account_id} /> : (scan.connection_name ?? "an AWS account")
}
