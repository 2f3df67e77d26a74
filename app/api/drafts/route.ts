import * as drafts from "@/lib/drafts";
import { route } from "@/lib/http";

export const GET = route({}, ({ viewer }) => drafts.list(viewer));
