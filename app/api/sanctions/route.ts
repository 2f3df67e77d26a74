import { route } from "@/lib/http/route";
import { listOwn } from "@/lib/moderation/own-sanctions";

export const GET = route({}, ({ viewer }) => listOwn(viewer));
