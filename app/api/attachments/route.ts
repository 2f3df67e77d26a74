import * as attachments from "@/lib/attachments";
import { route } from "@/lib/http/route";

export const GET = route({}, () => attachments.limits());
