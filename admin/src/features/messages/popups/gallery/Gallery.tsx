import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Card, CardGroup } from '../../builder/gallery/cards';
import type { PopupGalleryProps } from '../PopupGallery';
import { Thumb } from './Thumb';
import { GROUPS, readTemplates, type Template } from './templates';

/** Ready popups and forms by what they are for; a press takes one. */
export default function Gallery({ channel, onChoose }: PopupGalleryProps) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === 'ru' ? 'ru' : 'en';
  const templates = useMemo(() => readTemplates(language), [language]);
  const fitting = templates.filter((template) => channel === undefined || template.channel === channel);
  return GROUPS.map((group) => {
    const some = fitting.filter((template) => template.group === group);
    if (some.length === 0) return null;
    return (
      <CardGroup key={group} title={t(`popups.gallery.group.${group}`)}>
        {some.map((template) => (
          <TemplateCard key={template.key} template={template} language={language} onChoose={onChoose} />
        ))}
      </CardGroup>
    );
  });
}

interface TemplateCardProps extends Pick<PopupGalleryProps, 'onChoose'> {
  template: Template;
  language: 'ru' | 'en';
}

function TemplateCard({ template, language, onChoose }: TemplateCardProps) {
  const { t } = useTranslation();
  const key = template.key as 'nps';
  const name = t(`popups.gallery.template.${key}.name`);
  return (
    <Card
      name={name}
      text={t(`popups.gallery.template.${key}.text`)}
      onChoose={() => onChoose({ channel: template.channel, content: template.content, name })}
    >
      <Thumb content={template.content} language={language} />
    </Card>
  );
}
