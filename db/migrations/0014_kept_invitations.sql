ALTER TABLE "invitations" DROP CONSTRAINT "invitations_server_id_servers_id_fk";
--> statement-breakpoint
ALTER TABLE "invitations" DROP CONSTRAINT "invitations_server_id_user_id_pk";--> statement-breakpoint
ALTER TABLE "invitations" ALTER COLUMN "server_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_server_id_servers_id_fk" FOREIGN KEY ("server_id") REFERENCES "public"."servers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "invitations_server_id_user_id_index" ON "invitations" USING btree ("server_id","user_id");