export {
  ListDomainsCommand,
  ListTagsForDomainCommand,
  paginateListDomains,
  Route53DomainsClient,
} from "@aws-sdk/client-route-53-domains"
