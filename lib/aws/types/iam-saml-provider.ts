import { iam } from "@/lib/aws/services/iam"
import { defineType, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamSamlProvider = defineType({
  type: "iam_saml_provider",
  name: "SAML Providers",
  view: "iam_saml_providers",
  description: "Who may sign in by a directory",
  category: "Security",
  icon: icons.key,
  service: iam,
  scope: "global",
  list: { operation: "ListSAMLProviders", items: "SAMLProviderList" },
  tags: { operation: "ListSAMLProviderTags", input: { SAMLProviderArn: "{Arn}" }, tags: "Tags", gone: /^NoSuchEntity/ },
  id: "Arn!/",
  title: "Arn!/",
  arn: "{Arn}",
  arnForm: "iam::*:saml-provider/(?<id>.+)",
  birth: "CreateDate",
  properties: { expires_at: time("ValidUntil", { label: "Expires" }), created_at: time("CreateDate") },
  console: "/iam/home#/identity_providers/details/SAML/{arn}",
})
