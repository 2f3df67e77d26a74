import { route } from "@/lib/http";
import * as people from "@/lib/people";

export const GET = route({ query: people.PeopleSearch }, ({ viewer, query }) => people.find(viewer, query));
