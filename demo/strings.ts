// The shop's words by language, one file each; and what its kinds are called in English.
import { en } from './strings-en.ts';
import { zhHans, type Words } from './strings-zh-hans.ts';

export type Lang = 'zh-Hans' | 'en';
export type { Words };

export const strings: Record<Lang, Words> = { 'zh-Hans': zhHans, en };

/** The shop's kinds, as its category paths end. */
export const kindsInEnglish: Record<string, string> = {
  旗袍: 'Qipao',
  T恤: 'T-shirts',
  卫衣: 'Hoodies',
  马面裙: 'Mamianqun skirts',
  丝巾: 'Silk scarves',
  抱枕: 'Cushions',
  帆布袋: 'Tote bags',
  香囊: 'Sachets',
  马克杯: 'Mugs',
  花瓶: 'Vases',
  碗: 'Bowls',
  茶叶罐: 'Tea tins',
  香炉: 'Incense burners',
  礼盒: 'Gift boxes',
  笔记本: 'Notebooks',
  手机壳: 'Phone cases',
  口红: 'Lipsticks',
  扇子: 'Fans',
  灯笼: 'Lanterns',
  徽章: 'Pins',
};
