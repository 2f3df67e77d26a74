ALTER TABLE "instance_audit_log" DROP CONSTRAINT "instance_audit_action";--> statement-breakpoint
ALTER TABLE "instance_audit_log" ADD COLUMN "details" jsonb;--> statement-breakpoint
CREATE INDEX "instance_audit_log_actor_id_id_index" ON "instance_audit_log" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "instance_audit_log_action_id_index" ON "instance_audit_log" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "instance_audit_log_subject_id_id_index" ON "instance_audit_log" USING btree ("subject_id","id");