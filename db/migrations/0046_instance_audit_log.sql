CREATE TABLE "instance_audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "instance_audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"actor_id" bigint,
	"action" text NOT NULL,
	"subject_id" bigint,
	CONSTRAINT "instance_audit_action" CHECK ("instance_audit_log"."action" in ('reset_link', 'make_admin', 'end_sessions'))
);
--> statement-breakpoint
ALTER TABLE "instance_audit_log" ADD CONSTRAINT "instance_audit_log_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instance_audit_log" ADD CONSTRAINT "instance_audit_log_subject_id_users_id_fk" FOREIGN KEY ("subject_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- The log of what was done to accounts is append-only: nobody changes or removes what it says.
CREATE OR REPLACE FUNCTION refuse_instance_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'the audit log of the instance is append-only';
END
$$;
--> statement-breakpoint
CREATE TRIGGER instance_audit_log_append_only BEFORE UPDATE OR DELETE ON instance_audit_log FOR EACH ROW EXECUTE FUNCTION refuse_instance_audit_change();--> statement-breakpoint
CREATE TRIGGER instance_audit_log_no_truncate BEFORE TRUNCATE ON instance_audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_instance_audit_change();
