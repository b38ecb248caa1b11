CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_tokens_token_hash_key" UNIQUE("token_hash"),
	CONSTRAINT "api_tokens_scopes_check" CHECK ("api_tokens"."scopes" <@ array['read', 'scan'])
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target" text,
	"details" jsonb
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"hits" integer NOT NULL,
	"resets_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "setup_codes" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "setup_codes_one_row" CHECK ("setup_codes"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_sign_in_at" timestamp with time zone,
	CONSTRAINT "users_role_check" CHECK ("users"."role" in ('admin', 'viewer'))
);
--> statement-breakpoint
CREATE TABLE "resource_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "resource_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"resource_id" uuid NOT NULL,
	"scan_id" uuid,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"fields" jsonb,
	CONSTRAINT "resource_changes_kind_check" CHECK ("resource_changes"."kind" in ('appeared', 'changed', 'removed'))
);
--> statement-breakpoint
CREATE TABLE "resources" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"region" text NOT NULL,
	"type" text NOT NULL,
	"resource_id" text NOT NULL,
	"arn" text,
	"name" text,
	"status" text,
	"vpc_id" text,
	"subnet_id" text,
	"private_ip" text,
	"public_ip" text,
	"tags" jsonb,
	"type_specific_properties" jsonb NOT NULL,
	"sealed_values" text,
	"values_digest" text,
	"fingerprint" text NOT NULL,
	"slice_region" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"last_changed_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "resources_identity_key" UNIQUE("account_id","region","type","resource_id")
);
--> statement-breakpoint
CREATE TABLE "scan_slices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"scan_id" uuid NOT NULL,
	"account_id" text NOT NULL,
	"type" text NOT NULL,
	"region" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"found" integer DEFAULT 0 NOT NULL,
	"created" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"removed" integer DEFAULT 0 NOT NULL,
	"errors" integer DEFAULT 0 NOT NULL,
	"aws_calls" integer DEFAULT 0 NOT NULL,
	"retries" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_message" text,
	"missing_permission" text,
	"row_errors" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "scan_slices_scan_id_type_region_key" UNIQUE("scan_id","type","region"),
	CONSTRAINT "scan_slices_state_check" CHECK ("scan_slices"."state" in ('waiting', 'running', 'done', 'partial', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "scans" (
	"id" uuid PRIMARY KEY NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"requested_by" text NOT NULL,
	"account_id" text,
	"home_region" text NOT NULL,
	"resource_types" text[] NOT NULL,
	"regions" text[] NOT NULL,
	"sealed_credentials" text,
	"failed_at" text,
	"error_code" text,
	"error_message" text,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "scans_state_check" CHECK ("scans"."state" in ('queued', 'running', 'success', 'partial', 'failed', 'cancelled')),
	CONSTRAINT "scans_forget_credentials" CHECK ("scans"."ended_at" is null or "scans"."sealed_credentials" is null)
);
--> statement-breakpoint
CREATE TABLE "slices" (
	"account_id" text NOT NULL,
	"type" text NOT NULL,
	"region" text NOT NULL,
	"verified_at" timestamp with time zone,
	"unverified_since" timestamp with time zone,
	"last_scan_id" uuid,
	CONSTRAINT "slices_account_id_type_region_pk" PRIMARY KEY("account_id","type","region")
);
--> statement-breakpoint
ALTER TABLE "resource_changes" ADD CONSTRAINT "resource_changes_resource_id_resources_id_fk" FOREIGN KEY ("resource_id") REFERENCES "public"."resources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_changes" ADD CONSTRAINT "resource_changes_scan_id_scans_id_fk" FOREIGN KEY ("scan_id") REFERENCES "public"."scans"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan_slices" ADD CONSTRAINT "scan_slices_scan_id_scans_id_fk" FOREIGN KEY ("scan_id") REFERENCES "public"."scans"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slices" ADD CONSTRAINT "slices_last_scan_id_scans_id_fk" FOREIGN KEY ("last_scan_id") REFERENCES "public"."scans"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "resource_changes_resource_id_idx" ON "resource_changes" USING btree ("resource_id");--> statement-breakpoint
CREATE INDEX "resources_slice_idx" ON "resources" USING btree ("account_id","type","slice_region");--> statement-breakpoint
CREATE INDEX "resources_arn_idx" ON "resources" USING btree ("arn");--> statement-breakpoint
CREATE INDEX "scans_created_at_idx" ON "scans" USING btree ("created_at" DESC NULLS LAST);