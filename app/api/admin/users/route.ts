import { adminRoute } from "@/lib/admin/admin-route";
import * as people from "@/lib/admin/people";

export const GET = adminRoute({ limit: "searches", query: people.PeopleQuery }, ({ query }) => people.list(query));
