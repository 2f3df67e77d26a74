import { loadSubject } from "@/lib/admin/act-on-account";
import { adminRoute } from "@/lib/admin/admin-route";
import * as change from "@/lib/admin/change-account";

const shape = { limit: "administration", load: loadSubject } as const;

export const PUT = adminRoute(shape, ({ viewer, loaded }) => change.setAdministrator(viewer, loaded, true));
export const DELETE = adminRoute(shape, ({ viewer, loaded }) => change.setAdministrator(viewer, loaded, false));
