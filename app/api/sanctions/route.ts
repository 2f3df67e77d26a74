import { route } from "@/lib/http/route";
import { listOwn } from "@/lib/moderation/own";

export const GET = route({}, ({ viewer }) => listOwn(viewer));
