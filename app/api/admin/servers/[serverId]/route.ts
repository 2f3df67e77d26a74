import { adminRoute } from "@/lib/admin/admin-route";
import { remove } from "@/lib/admin/server-actions";
import { get } from "@/lib/admin/servers";
import { load } from "./load-server";

export const GET = adminRoute({ load }, ({ loaded }) => get(loaded.id));
export const DELETE = adminRoute({ limit: "administration", load }, ({ viewer, loaded }) => remove(viewer, loaded));
