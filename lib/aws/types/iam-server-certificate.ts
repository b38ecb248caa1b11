import { iam } from "@/lib/aws/services/iam"
import { defineType, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamServerCertificate = defineType({
  type: "iam_server_certificate",
  name: "Server Certificates",
  view: "iam_server_certificates",
  description: "Certificates that are kept in IAM",
  category: "Security",
  icon: icons.scroll,
  service: iam,
  scope: "global",
  list: {
    operation: "ListServerCertificates",
    items: "ServerCertificateMetadataList",
    size: { member: "MaxItems", most: 1000, fewest: 1 },
  },
  tags: {
    ...{ operation: "ListServerCertificateTags", input: { ServerCertificateName: "{ServerCertificateName}" } },
    ...{ tags: "Tags", gone: /^NoSuchEntity/ },
  },
  id: "ServerCertificateName",
  title: "ServerCertificateName",
  arn: "{Arn}",
  arnForm: "iam::*:server-certificate/(?:.+/)?(?<id>[^/]+)",
  birth: "ServerCertificateId",
  properties: {
    expires_at: time("Expiration", { label: "Expires" }),
    uploaded_at: time("UploadDate", { label: "Uploaded" }),
    path: text("Path"),
  },
  console: "/iam/home",
})
