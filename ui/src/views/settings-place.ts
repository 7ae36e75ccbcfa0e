// Of the settings only where they are.
import * as v from 'valibot';

export const SettingsPlace = v.object({ path: v.string() });
