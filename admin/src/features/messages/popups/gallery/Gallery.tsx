import { Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PopupGalleryProps } from '../PopupGallery';
import classes from './gallery.module.css';
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
      <section key={group} className={classes.galleryGroup}>
        <Title order={3} mb="xs">
          {t(`popups.gallery.group.${group}`)}
        </Title>
        <div className={classes.gallery}>
          {some.map((template) => (
            <Card key={template.key} template={template} language={language} onChoose={onChoose} />
          ))}
        </div>
      </section>
    );
  });
}

interface CardProps extends Pick<PopupGalleryProps, 'onChoose'> {
  template: Template;
  language: 'ru' | 'en';
}

function Card({ template, language, onChoose }: CardProps) {
  const { t } = useTranslation();
  const key = template.key as 'nps';
  const name = t(`popups.gallery.template.${key}.name`);
  return (
    <button
      type="button"
      className={classes.card}
      onClick={() => onChoose({ channel: template.channel, content: template.content, name })}
    >
      <Thumb content={template.content} language={language} />
      <span className={classes.cardText}>
        <Text span size="sm" fw={600} display="block">
          {name}
        </Text>
        <Text span size="xs" c="dimmed" display="block" mt={2}>
          {t(`popups.gallery.template.${key}.text`)}
        </Text>
      </span>
    </button>
  );
}
