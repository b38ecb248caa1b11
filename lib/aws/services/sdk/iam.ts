export {
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  ListInstanceProfilesCommand,
  ListInstanceProfileTagsCommand,
  ListPolicyTagsCommand,
  paginateGetAccountAuthorizationDetails,
  paginateListInstanceProfiles,
  paginateListInstanceProfileTags,
  paginateListPolicyTags,
} from "@aws-sdk/client-iam"
