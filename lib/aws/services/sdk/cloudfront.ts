export {
  CloudFrontClient,
  ListDistributionsCommand,
  ListTagsForResourceCommand,
  paginateListDistributions,
} from "@aws-sdk/client-cloudfront"
