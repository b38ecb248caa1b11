/** Every form of the query language, with one example each. A test parses them all. */
export const FORMS = [
  {
    example: "web prod",
    meaning:
      "Both words, in any order, anywhere in the name, id, ARN, addresses or tags (key=value), whatever the case",
  },
  { example: '"web prod"', meaning: 'The phrase. Nothing in quotes is a wildcard or an operator; \\" is a quote' },
  {
    example: "type:ec2",
    meaning:
      "A field. The whole value for type, account, region, status, VPC and subnet; anywhere in the value for name, id and ARN",
  },
  {
    example: "region:eu-*",
    meaning: "* stands for any characters. In name, id and ARN, a pattern means the whole value",
  },
  { example: "region:eu-west-1,us-east-1", meaning: 'One of these. Quotes protect a comma: name:"a,b"' },
  { example: "-status:running", meaning: "Not. Resources that lack the field are included" },
  { example: "-(web prod)", meaning: "Not both" },
  { example: "type:rds OR tag:env=prod", meaning: "Alternatives, in capitals. What stands together binds tighter" },
  { example: "(type:rds OR type:ec2) tag:env=prod", meaning: "Parentheses group" },
  { example: "tag:owner", meaning: "It has the tag; -tag:owner has it not" },
  { example: "tag:env=prod,staging", meaning: "The tag's value: exact, upper and lower case differ" },
  { example: "tag:env=pr*", meaning: "The tag's value begins so" },
  { example: 'tag:"cost center"=x', meaning: "Quotes around a key or value with spaces" },
  {
    example: "ip:10.0.0.0/16",
    meaning: "Any address of it in the network, and networks that overlap; also ip:10.20.3.117 and ip:10.20.*",
  },
  {
    example: "changed:<7d",
    meaning: "Younger than seven days; > is older. Units m, h, d, w; fields first_seen, seen, changed, removed",
  },
  {
    example: "changed:2026-11-01..2026-11-08",
    meaning: "From the first to the end of the last day, in UTC unless an offset is given",
  },
  { example: "changed:>=2026-11-01T10:00+01:00", meaning: "A moment, ISO 8601" },
  { example: "instance_type:m7g.*", meaning: "A property, by the name that it has in REST" },
  { example: "memory_size:>512", meaning: "Numbers compare as numbers; also 128..512" },
  { example: "multi_az:true", meaning: "Yes or no" },
  { example: "security_groups.id:sg-*", meaning: "Any element of a list" },
  { example: "has:public_ip", meaning: "It has a value; no:vpc has none" },
  {
    example: "is:untagged",
    meaning:
      "A state: removed, unverified, untagged, public, managed. Removed resources are left out unless is:removed or removed: asks for them",
  },
] as const
