export {
  GetHostedZoneCommand,
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourcesCommand,
  paginateListHealthChecks,
  paginateListHostedZones,
  Route53Client,
} from "@aws-sdk/client-route-53"
