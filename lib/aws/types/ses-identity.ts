import { ses } from "@/lib/aws/services/ses"
import { defineType, flag, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const sesIdentity = defineType({
  type: "ses_identity",
  name: "SES Identities",
  view: "ses_identities",
  description: "Domains and addresses that mail is sent from",
  category: "Integration",
  icon: icons.person,
  service: ses,
  list: {
    ...{ operation: "ListEmailIdentities", items: "EmailIdentities" },
    size: { member: "PageSize", most: 1000, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "GetEmailIdentity", input: { EmailIdentity: "{IdentityName}" }, as: "Identity" },
      gone: /^NotFoundException/,
    },
  ],
  tags: "Identity.Tags",
  id: "IdentityName",
  title: "IdentityName",
  arn: "arn:{P}:ses:{R}:{O}:identity/{IdentityName}",
  status: "VerificationStatus",
  passing: ["TEMPORARY_FAILURE"],
  properties: {
    identity_type: text("IdentityType", { label: "Kind" }),
    sending: flag("SendingEnabled", { label: "Sending enabled" }),
    dkim: text("Identity.DkimAttributes.Status", { label: "DKIM" }),
    mail_from: text("Identity.MailFromAttributes.MailFromDomain", { label: "MAIL FROM domain" }),
    configuration_set: text("Identity.ConfigurationSetName"),
    feedback_by_mail: flag("Identity.FeedbackForwardingStatus", { label: "Feedback by e-mail" }),
  },
  console: "/ses/home?region={R}#/identities/{id}",
})
