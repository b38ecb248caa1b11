import { acm } from "@/lib/aws/services/acm"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"

/** Without these, AWS leaves out all keys but RSA's short ones, and what came by ACME (ACM API Reference, ListCertificates). */
const EVERY = {
  Includes: {
    keyTypes: ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"],
  },
  CertificateKeyPairOrigins: ["AWS_MANAGED", "CUSTOMER_PROVIDED", "ACME"],
}

export const acmCertificate = defineType({
  type: "acm_certificate",
  name: "ACM Certificates",
  view: "acm_certificates",
  description: "Certificates of domains, and when they expire",
  category: "Security",
  icon: { color: "#b42318", path: "M12 3a6 6 0 1 0 0 12 6 6 0 0 0 0-12ZM8 14l-2 7 6-3 6 3-2-7" },
  service: acm,
  list: {
    ...{ operation: "ListCertificates", items: "CertificateSummaryList", input: EVERY },
    size: { member: "MaxItems", most: 1000, fewest: 1 },
  },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      operation: "DescribeCertificate",
      input: { CertificateArn: "{CertificateArn}" },
      item: "Certificate",
      as: "Certificate",
    },
  ],
  tags: {
    ...{ index: "acm:certificate", made: "ImportedAt | CreatedAt" },
    ...{
      operation: "ListTagsForCertificate",
      input: { CertificateArn: "{CertificateArn}" },
      tags: "Tags",
      gone: /^ResourceNotFoundException/,
    },
  },
  id: "CertificateArn!/",
  title: "DomainName",
  arn: "{CertificateArn}",
  arnForm: "acm:*:*:certificate/(?<id>.+)",
  status: "Status",
  properties: {
    expires_at: time("NotAfter", { label: "Expires" }),
    in_use: flag("InUse"),
    // The list ends after a hundred names.
    domains: texts("Certificate.SubjectAlternativeNames[]"),
    certificate_type: text("Type", { isIndexed: true }),
    // Also load balancers and distributions that are AWS's own, such as those of API Gateway.
    in_use_by: texts("Certificate.InUseBy[]", { isReference: true }),
    renewal_eligibility: text("RenewalEligibility"),
    renewal_status: text("Certificate.RenewalSummary.RenewalStatus"),
    validation_methods: texts("Certificate.DomainValidationOptions[].ValidationMethod"),
    failure_reason: text("Certificate.FailureReason"),
    revocation_reason: text("Certificate.RevocationReason"),
    key_algorithm: text("KeyAlgorithm"),
    key_origin: text("CertificateKeyPairOrigin"),
    issuer: text("Certificate.Issuer"),
    certificate_authority: text("Certificate.CertificateAuthorityArn", { label: "Private CA", isReference: true }),
    exportable: text("ExportOption", { label: "Export" }),
    managed_by: text("ManagedBy"),
    serial: text("Certificate.Serial", { label: "Serial number" }),
    valid_from: time("NotBefore"),
    imported_at: time("ImportedAt"),
    created_at: time("CreatedAt"),
  },
  managedWhen: [{ property: "managed_by" }],
  console: "/acm/home?region={R}#/certificates/{id}",
})
