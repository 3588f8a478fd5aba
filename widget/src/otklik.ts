import { install } from './api';
import { attempt } from './safe';
import { writeKey } from './settings';

if (writeKey) attempt(install);
