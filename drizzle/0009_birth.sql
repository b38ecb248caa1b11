ALTER TABLE "resources" ADD COLUMN "birth" text;--> statement-breakpoint
-- How fresh each slice was at a moment. What was made again later is first seen later: what it was then is in its versions.
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
  LEFT JOIN LATERAL (
    SELECT d.ended_at AS at FROM scan_slices d
    WHERE d.account_id = sl.account_id AND d.type = sl.type AND d.region = sl.region AND d.state IN ('done', 'partial')
      AND d.is_list_whole AND d.ended_at <= moment ORDER BY d.ended_at DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (
    SELECT x.ended_at AS at FROM scan_slices x
    WHERE x.account_id = sl.account_id AND x.type = sl.type AND x.region = sl.region
      AND (x.state = 'failed' OR NOT x.is_list_whole)
      AND x.ended_at > coalesce(v.at, '-infinity') AND x.ended_at <= moment ORDER BY x.ended_at LIMIT 1) f ON true
$$;
