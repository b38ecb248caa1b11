export {
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListTagsForResourcesCommand,
  paginateListHostedZones,
  Route53Client,
} from "@aws-sdk/client-route-53"
