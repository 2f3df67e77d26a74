CREATE INDEX "override_channel" ON "overrides" USING btree ("channel_id");--> statement-breakpoint
CREATE INDEX "override_group" ON "overrides" USING btree ("group_id");