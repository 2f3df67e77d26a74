import { loadSubject } from "@/lib/admin/act-on-account";
import { adminRoute } from "@/lib/admin/admin-route";
import * as people from "@/lib/admin/people";

export const GET = adminRoute({ load: loadSubject }, ({ loaded }) => people.get(loaded.id));
