import { iam } from "@/lib/aws/services/iam"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamOidcProvider = defineType({
  type: "iam_oidc_provider",
  name: "OIDC Providers",
  view: "iam_oidc_providers",
  description: "Who may sign in with tokens of other systems",
  category: "Security",
  icon: icons.key,
  service: iam,
  scope: "global",
  list: { operation: "ListOpenIDConnectProviders", items: "OpenIDConnectProviderList" },
  details: [
    {
      ...{ operation: "GetOpenIDConnectProvider", input: { OpenIDConnectProviderArn: "{Arn}" }, as: "provider" },
      gone: /^NoSuchEntity/,
    },
  ],
  tags: "provider.Tags",
  id: "Arn!:oidc-provider/",
  title: "Arn!:oidc-provider/",
  arn: "{Arn}",
  arnForm: "iam::*:oidc-provider/(?<id>.+)",
  birth: "provider.CreateDate",
  properties: {
    url: text("provider.Url", { label: "URL" }),
    client_ids: texts("provider.ClientIDList[]", { label: "Client IDs" }),
    thumbprints: texts("provider.ThumbprintList[]"),
    created_at: time("provider.CreateDate"),
  },
  console: "/iam/home#/identity_providers/details/OPENID/{arn}",
})
