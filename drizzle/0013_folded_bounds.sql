-- `folded_as_of(moment)` for one account: what is asked of its result would not reach the sets that it reads.
CREATE FUNCTION folded_as_of(moment timestamptz, of_account text)
RETURNS TABLE (account_id text, type text, region text, verified_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT s.account_id, p.type, p.region, max(t.times[p.ended])
  FROM place_sets s
  LEFT JOIN LATERAL (
    SELECT n.first_ended_at FROM folded_slices n WHERE n.place_set = s.id AND n.last_ended_at <= moment
    ORDER BY n.last_ended_at DESC LIMIT 1) newest ON true
  JOIN folded_slices f ON f.place_set = s.id AND f.last_ended_at >= coalesce(newest.first_ended_at, '-infinity')
    AND f.first_ended_at <= moment
  CROSS JOIN LATERAL (SELECT f.times || '{}'::timestamptz[] AS times OFFSET 0) t
  CROSS JOIN LATERAL unnest(s.types, s.regions, f.ended) AS p(type, region, ended)
  WHERE s.account_id = of_account AND p.ended > 0 AND t.times[p.ended] <= moment
  GROUP BY 1, 2, 3
$$;--> statement-breakpoint
-- A slice that failed knows of a time before its own end: only those after the last good one can know of a later time.
CREATE OR REPLACE FUNCTION slices_as_of(moment timestamptz)
RETURNS TABLE (account_id text, type text, region text, verified_at timestamptz, unverified_since timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT sl.account_id, sl.type, sl.region, v.at, CASE WHEN f.at IS NOT NULL AND (EXISTS (
      SELECT FROM resources r
      WHERE r.account_id = sl.account_id AND r.type = sl.type AND r.slice_region = sl.region
        AND r.first_seen_at <= moment AND (r.removed_at IS NULL OR r.removed_at > moment)) OR EXISTS (
      SELECT FROM resource_versions r
      WHERE r.account_id = sl.account_id AND r.type = sl.type AND r.slice_region = sl.region
        AND r.last_changed_at <= moment AND r.until > moment AND r.removed_at IS NULL)) THEN f.at END
  FROM slices sl
  LEFT JOIN folded_as_of(moment) fo ON fo.account_id = sl.account_id AND fo.type = sl.type AND fo.region = sl.region
  CROSS JOIN LATERAL (
    SELECT greatest(fo.verified_at, (
        SELECT d.ended_at FROM scan_slices d
        WHERE d.account_id = sl.account_id AND d.type = sl.type AND d.region = sl.region AND d.state IN ('done', 'partial')
          AND d.is_list_whole AND d.ended_at <= moment ORDER BY d.ended_at DESC LIMIT 1)) AS at OFFSET 0) k
  CROSS JOIN LATERAL (
    SELECT greatest(k.at, (
        SELECT nullif(b.verified_before, 'epoch') FROM scan_slices b
        WHERE b.account_id = sl.account_id AND b.type = sl.type AND b.region = sl.region
          AND b.verified_before IS NOT NULL AND b.ended_at <= moment AND b.ended_at > coalesce(k.at, '-infinity')
        ORDER BY b.ended_at DESC LIMIT 1)) AS at OFFSET 0) v
  LEFT JOIN LATERAL (
    SELECT x.ended_at AS at FROM scan_slices x
    WHERE x.account_id = sl.account_id AND x.type = sl.type AND x.region = sl.region
      AND (x.state = 'failed' OR NOT x.is_list_whole)
      AND x.ended_at > coalesce(v.at, '-infinity') AND x.ended_at <= moment ORDER BY x.ended_at LIMIT 1) f ON true
$$;
