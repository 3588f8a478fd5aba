export { ChannelIcon } from '@/components/messages/ChannelIcon';
