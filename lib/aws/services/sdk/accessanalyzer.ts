export { AccessAnalyzerClient, ListAnalyzersCommand, paginateListAnalyzers } from "@aws-sdk/client-accessanalyzer"
