export {
  GetHostedZoneCommand,
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  ListTagsForResourcesCommand,
  paginateListHealthChecks,
  paginateListHostedZones,
  Route53Client,
} from "@aws-sdk/client-route-53"
