import * as inbox from "@/lib/channels/inbox";
import { route } from "@/lib/http/route";

export const GET = route({ query: inbox.InboxQuery }, ({ viewer, query }) => inbox.list(viewer, query));
