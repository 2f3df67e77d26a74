import { assignees } from "@/lib/cases/assignees";
import { route } from "@/lib/http/route";
import { loadCase as load } from "../../load-case";

export const GET = route({ load }, ({ loaded }) => assignees(loaded));
