export * from "./resources"
export * from "./scans"
export * from "./users"
