export * from "./identity"
export * from "./resources"
export * from "./scans"
