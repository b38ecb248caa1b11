-- What a change is measured on: the columns and properties of a resource as one flat object; a tag's key is "tag:KEY".
CREATE FUNCTION resource_facts(
  arn text, name text, status text, vpc_id text, subnet_id text, private_ip text, public_ip text, values_digest text, properties jsonb, tags jsonb
) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_build_object('arn', arn, 'name', name, 'status', status, 'vpc_id', vpc_id, 'subnet_id', subnet_id,
      'private_ip', private_ip, 'public_ip', public_ip, 'values_digest', values_digest)
    || coalesce(properties, '{}')
    || coalesce((SELECT jsonb_object_agg('tag:' || t.key, t.value) FROM jsonb_each(tags) AS t), '{}')
$$;
--> statement-breakpoint
-- The keys in which two objects differ: { key: { "old": …, "new": … } }.
CREATE FUNCTION jsonb_difference(old jsonb, new jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(jsonb_object_agg(coalesce(o.key, n.key), jsonb_build_object('old', o.value, 'new', n.value)), '{}')
  FROM jsonb_each(old) AS o FULL JOIN jsonb_each(new) AS n ON o.key = n.key
  WHERE o.value IS DISTINCT FROM n.value
$$;
