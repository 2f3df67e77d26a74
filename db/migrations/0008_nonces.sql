ALTER TABLE "channels" ADD COLUMN "nonce" uuid;--> statement-breakpoint
ALTER TABLE "servers" ADD COLUMN "nonce" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "channel_nonce" ON "channels" USING btree ("server_id","creator_id","nonce") WHERE nonce is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "server_nonce" ON "servers" USING btree ("owner_id","nonce") WHERE nonce is not null;