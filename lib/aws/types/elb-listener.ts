import { balancers, elb } from "@/lib/aws/services/elb"
import { defineType, number, text, texts } from "@/lib/aws/types/contract"

export const elbListener = defineType({
  type: "elb_listener",
  name: "Listeners",
  view: "elb_listeners",
  description: "Ports on which load balancers are reached",
  category: "Networking",
  icon: { color: "#7a3fc4", path: "M5 12h6M11 12l5-6M11 12l5 6M17 4h3v4h-3ZM17 16h3v4h-3Z" },
  service: elb,
  parent: { ...balancers, title: "LoadBalancerName", gone: /^LoadBalancerNotFound/ },
  list: {
    ...{ operation: "DescribeListeners", items: "Listeners", input: { LoadBalancerArn: "{parent.LoadBalancerArn}" } },
    size: { member: "PageSize", most: 400, fewest: 1 },
  },
  tags: {
    ...{ operation: "DescribeTags", ids: "ResourceArns", most: 20, id: "ListenerArn", refused: /^ListenerNotFound/ },
    ...{ list: "TagDescriptions", key: "ResourceArn", tags: "Tags" },
  },
  id: "ListenerArn!:listener/",
  title: "parent.LoadBalancerName",
  arn: "{ListenerArn}",
  arnForm: "elasticloadbalancing:*:*:listener/(?<id>.+)",
  vpc: "parent.VpcId",
  properties: {
    port: number("Port"),
    protocol: text("Protocol"),
    target_groups: texts(
      "DefaultActions[].TargetGroupArn & DefaultActions[].ForwardConfig.TargetGroups[].TargetGroupArn",
      {
        isReference: true,
      },
    ),
    default_actions: texts("DefaultActions[].Type"),
    load_balancer: text("LoadBalancerArn", { isReference: true }),
    ssl_policy: text("SslPolicy", { label: "TLS policy" }),
    // Further ones take a call for each listener.
    default_certificates: texts("Certificates[].CertificateArn", { isReference: true }),
    mutual_authentication: text("MutualAuthentication.Mode"),
  },
  console: "/ec2/home?region={R}#ELBListenerV2:listenerArn={arn}",
})
