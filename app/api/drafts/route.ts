import * as drafts from "@/lib/channels/drafts";
import { route } from "@/lib/http/route";

export const GET = route({}, ({ viewer }) => drafts.list(viewer));
