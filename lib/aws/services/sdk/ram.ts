export { GetResourceSharesCommand, paginateGetResourceShares, RAMClient } from "@aws-sdk/client-ram"
