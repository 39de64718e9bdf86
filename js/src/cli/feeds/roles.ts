// What a column means, as data: for every role the names seen in feeds, the most telling first. Names are in the form that
// `normaliseColumn` gives: lower case, words joined by `_`, nesting by `.`.

export const ROLE_COLUMNS = {
  id: [
    'id', 'product_id', 'item_id', 'product_code', 'code', 'sku', 'product_number', 'article_id', 'article_number', 'parent_asin', 'asin', 'token', 'handle', 'slug',
    'url_key', 'variant_sku', 'product_code_sku', 'item_sku', 'goods_id', 'num_iid', '商品编号', '商品编码', '商品id', '货号', '款号', '编号', '编码', '宝贝id', '产品编号', '产品id', '产品编码',
  ],
  group: ['item_group_id', 'product_handle', 'product_group_id', 'group_id', 'style_code', '款式编号', '主商品编号'],
  parent: ['parent_sku', 'parent', 'parent_id', 'parent_product_id', 'parent_code', '父商品编号', '父sku'],
  alias: ['slug', 'handle', 'url_key', 'sku', 'product_number', 'custom_url', 'productslug'],
  sku: ['variant_sku', 'sku', 'product_code_sku', 'gtin', 'sku编码', 'id', 'product_id'],
  title: [
    'title', 'product_title', 'name', 'product_name', 'item_name', 'item_group_title', 'prod_name', 'content.product_name', 'titel', 'titre', 'headline',
    '标题', '商品标题', '商品名称', '名称', '品名', '产品名称', '宝贝标题', '商品名', '標題', '商品名稱', '名稱',
  ],
  group_title: ['item_group_title'],
  description: [
    'description', 'body_(html)', 'body_html', 'body', 'product_description', 'content.product_full_description', 'detail_desc', 'long_description', 'summary', 'content',
    '描述', '商品描述', '详情', '商品详情', '介绍', '产品描述', '宝贝描述', '說明', '描述文字',
  ],
  short_description: ['short_description', 'subtitle', 'product_subtitle', 'content.product_short_description', 'highlights', 'product_highlight', 'features', '副标题', '卖点', '简介', '短描述'],
  category: [
    'category', 'product_type', 'type', 'categories', 'product_category', 'google_product_category', 'google_shopping_google_product_category', 'taxons', 'main_taxon',
    'main_category', 'product_type_name', 'item_category', 'category.name', 'standard_product_type', 'custom_product_type',
    '类目', '分类', '品类', '类别', '商品类目', '商品分类', '類別', '分類',
  ],
  tags: ['tags', 'keywords', 'labels', 'product_tags', '标签', '关键词', '商品标签', '標籤'],
  brand: ['brand', 'vendor', 'brands', 'manufacturer', 'manufacturer_name', 'brand_name', 'designer', 'brand.name', '品牌'],
  material: ['material', 'materials', 'fabric', '材质', '面料', '材料', '材質'],
  colour: ['color', 'colour', 'colors', 'color_info.colors', 'colour_group_name', '颜色', '颜色分类', '顏色'],
  pattern: ['pattern', 'motif', 'graphical_appearance_name', '图案', '纹样', '花纹', '花型', '圖案', '紋樣'],
  craft: ['craft', 'technique', '工艺', '技法', '工藝'],
  occasion: ['occasion', 'festival', '场合', '节日', '適用場合'],
  price: [
    'price', 'variant_price', 'regular_price', 'price_info.price', 'price.price', 'price.amount', 'price.value', 'offers.price', 'price_gross', 'gross_price', 'unit_price', 'amount',
    'price.display_amount', 'product_in_catalogs.price.price',
    '售价', '价格', '单价', '销售价', '零售价', '一口价', '价格(元)', '售价(元)', '售價', '價格',
  ],
  sale_price: ['sale_price', 'special_price', 'price.sale_price', 'discounted_price', 'promotional_price', '促销价', '活动价', '特价', '折后价'],
  sale_dates: ['sale_price_effective_date', 'special_price_from', 'date_sale_price_starts'],
  sale_dates_end: ['special_price_to', 'date_sale_price_ends'],
  price_minor: ['price_cents', 'price_minor', 'price_in_cents', 'amount_cents', 'price_fen', 'price.cent_amount', 'unit_amount', '价格(分)', '售价(分)'],
  price_list_minor: ['prices'],
  currency: ['currency', 'currency_code', 'price_currency', 'price_info.currency_code', 'price.iso_currency_code', 'price.currency', 'price.currency_code', 'offers.price_currency', 'cost_currency', '币种', '货币', '幣種'],
  availability: ['availability', 'availability_status', 'in_stock', 'in_stock?', 'stock_status', 'is_on_stock', 'offers.availability', 'available', '库存状态', '有货', '是否有货'],
  stock: [
    'stock', 'inventory_quantity', 'variant_inventory_qty', 'quantity', 'stock_quantity', 'available_quantity', 'stock_items_count', 'inventory', 'inventories', 'current_quantity_main',
    'current_stock', 'variant_inventory_quantity', '库存', '库存数量', '数量', '庫存',
  ],
  stock_policy: ['variant_inventory_policy', 'backorders_allowed?', 'variant_allow_backorder', 'allow_backorder'],
  stock_tracked: ['variant_inventory_tracker', 'manage_stock', 'variant_manage_inventory'],
  published: [
    'published', 'status', 'active', 'enabled', 'product_status', 'is_published', 'is_active', 'visible', 'product_visible', 'publishing_info.published_state', '上架', '状态', '是否上架',
  ],
  popularity: [
    'popularity', 'popularity_count', 'popularity_score', 'sales', 'sales_count', 'sold', 'sold_count', 'units_sold', 'orders', 'total_sales', 'views', 'review_count', 'reviews_count', 'rating_count', 'rating_number',
    '销量', '累计销量', '月销量', '已售', '人气', '热度', '銷量',
  ],
  image: [
    'image', 'image_link', 'image_url', 'image_src', 'images', 'images.src', 'images.url', 'images.uri', 'images.large', 'product_images', 'content.product_images.image_url', 'cover_media_url', 'main_image',
    'main_image_url', 'picture', 'pictures', 'picture_url', 'photo', 'photos', 'image_file', 'img', 'img_url', 'img_path', 'featured_image', 'featured_image_url', 'media', 'enclosure.url', 'product_image_file_1',
    'thumbnail_image', '图片', '主图', '商品图片', '图片地址', '图片链接', '主图链接', '圖片',
  ],
  more_images: [
    'additional_image_link', 'additional_images', 'additional_image_links', 'variant_image', 'gallery', 'gallery_images', 'product_image_file_2', 'product_image_file_3', 'product_image_file_4', 'product_image_file_5',
    'product_image_2', 'product_image_3', '附图', '副图', '更多图片', '细节图',
  ],
  thumbnail: ['thumbnail', 'thumb', 'thumbnail_url', '缩略图'],
  url: ['url', 'link', 'product_url', 'uri', 'permalink', 'external_url', 'href', 'link.href', 'product_link', '链接', '商品链接', '网址', '鏈接'],
  locale: ['locale', 'language', 'lang', 'content.locale_code', 'locale_code', '语言', '語言'],
  options: [
    'option1_value', 'option2_value', 'option3_value', 'option_1_value', 'option_2_value', 'option_3_value', 'option_value_1', 'option_values', 'size', 'variation_name', 'variant_title', 'attribute_1_value(s)',
    'attribute_2_value(s)', 'attribute_3_value(s)', '规格', '尺码', '尺寸', '規格',
  ],
  kind: ['type', 'product_type', 'item_type', 'item', 'product_usage'],
  private: [
    'cost', 'cost_price', 'cost_per_item', 'price_info.cost', 'unit_cost', 'purchase_price', 'wholesale_price', 'margin', 'profit', 'supplier', 'supplier_price', 'supplier_info.cost.cost', 'cost_price_amount', 'cost_of_goods_sold',
    'price.cost', '成本', '成本价', '进价', '进货价', '采购价', '毛利', '利润', '供应商', '成本價',
  ],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof ROLE_COLUMNS;

/** Roles whose columns may carry a language: `title_zh`, `name.en`, `description[de]`. */
export const LOCALISED_ROLES: readonly Role[] = ['title', 'description', 'short_description', 'category', 'tags', 'material', 'colour', 'pattern', 'craft', 'occasion'];

/** Roles that `--map` may set. */
export const MAPPABLE_ROLES: readonly Role[] = [
  'id', 'group', 'parent', 'title', 'description', 'short_description', 'category', 'tags', 'brand', 'material', 'colour', 'pattern', 'craft', 'occasion', 'price', 'sale_price', 'price_minor',
  'currency', 'availability', 'stock', 'published', 'popularity', 'image', 'more_images', 'url', 'locale', 'private',
];
