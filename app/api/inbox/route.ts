import { route } from "@/lib/http";
import * as inbox from "@/lib/inbox";

export const GET = route({ query: inbox.InboxQuery }, ({ viewer, query }) => inbox.list(viewer, query));
