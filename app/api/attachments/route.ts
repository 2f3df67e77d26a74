import * as attachments from "@/lib/attachments";
import { route } from "@/lib/http";

export const GET = route({}, () => attachments.bounds());
