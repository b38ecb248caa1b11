export {
  GetEmailIdentityCommand,
  ListEmailIdentitiesCommand,
  paginateListEmailIdentities,
  SESv2Client,
} from "@aws-sdk/client-sesv2"
