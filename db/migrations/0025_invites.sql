CREATE TABLE "invites" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "invites_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"code" text NOT NULL,
	"server_id" bigint NOT NULL,
	"channel_id" bigint,
	"creator_id" bigint NOT NULL,
	"role_ids" bigint[] DEFAULT '{}' NOT NULL,
	"max_uses" integer,
	"uses" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"needs_approval" boolean,
	"only_usernames" text[],
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invite_code" UNIQUE("code"),
	CONSTRAINT "invite_uses" CHECK ("invites"."uses" >= 0 and "invites"."uses" <= "invites"."max_uses")
);
--> statement-breakpoint
CREATE TABLE "join_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "join_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"server_id" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"answer" text DEFAULT '' NOT NULL,
	"accepted_rules" integer,
	"invite_id" bigint,
	"state" text DEFAULT 'pending' NOT NULL,
	"decided_by" bigint,
	"decided_at" timestamp (3) with time zone,
	"reason" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "join_request_state" CHECK ("join_requests"."state" in ('pending', 'approved', 'refused', 'withdrawn'))
);
--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "slug" text;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "invites_paused_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "join_requirements" jsonb DEFAULT '{"approval":false,"question":"","rules":[],"minAccountMinutes":0}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "rules_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "welcome_channel_id" bigint;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_channel_id_channels_id_fk" FOREIGN KEY ("channel_id") REFERENCES "public"."channels"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_creator_id_users_id_fk" FOREIGN KEY ("creator_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "join_requests" ADD CONSTRAINT "join_requests_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "join_requests" ADD CONSTRAINT "join_requests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "join_requests" ADD CONSTRAINT "join_requests_invite_id_invites_id_fk" FOREIGN KEY ("invite_id") REFERENCES "public"."invites"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "join_requests" ADD CONSTRAINT "join_requests_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invites_server_id_id_index" ON "invites" USING btree ("server_id","id");--> statement-breakpoint
CREATE INDEX "invites_creator_id_index" ON "invites" USING btree ("creator_id");--> statement-breakpoint
CREATE INDEX "invites_channel_id_index" ON "invites" USING btree ("channel_id");--> statement-breakpoint
CREATE UNIQUE INDEX "join_request_pending" ON "join_requests" USING btree ("server_id","user_id") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "join_requests_server_id_state_id_index" ON "join_requests" USING btree ("server_id","state","id");--> statement-breakpoint
CREATE INDEX "join_requests_user_id_id_index" ON "join_requests" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "join_requests_invite_id_index" ON "join_requests" USING btree ("invite_id");--> statement-breakpoint
CREATE INDEX "join_requests_decided_by_index" ON "join_requests" USING btree ("decided_by");--> statement-breakpoint
ALTER TABLE "servers" ADD CONSTRAINT "servers_welcome_channel_id_channels_id_fk" FOREIGN KEY ("welcome_channel_id") REFERENCES "public"."channels"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "servers_welcome_channel_id_index" ON "servers" USING btree ("welcome_channel_id");--> statement-breakpoint
ALTER TABLE "servers" ADD CONSTRAINT "server_slug" UNIQUE("slug");