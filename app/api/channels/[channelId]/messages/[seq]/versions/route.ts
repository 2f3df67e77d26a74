import { byMessage, route } from "@/lib/http/route";
import * as messages from "@/lib/messages";

export const GET = route({ open: byMessage("manage") }, ({ open }) => messages.listVersions(open));
