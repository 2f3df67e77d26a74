import { byChannel, route } from "@/lib/http";
import * as saved from "@/lib/saved";

export const GET = route({ gate: byChannel }, ({ viewer, open }) => saved.marks(viewer, open));
